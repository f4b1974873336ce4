"""A world of hosts on this machine: names, certificates, servers, and what is true of each link."""
