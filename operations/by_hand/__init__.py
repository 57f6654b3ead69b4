"""What operations staff do to episodes by hand: look, answer, give on, hold, end, erase."""
