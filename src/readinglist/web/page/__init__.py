"""What a page of the web says of itself: its title, its citation data, a wall, a login, a PDF."""
