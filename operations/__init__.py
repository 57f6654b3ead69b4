"""What staff do by hand, from the command line and from pages alike."""
