"""What texts would mean, told without a server: files that are read, and what people are told."""
