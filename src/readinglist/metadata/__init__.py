"""What metadata services say of works, and what of it a list takes over."""
