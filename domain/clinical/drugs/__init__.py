"""What a line of a drug list says: its fields, read from every part of the line together."""
