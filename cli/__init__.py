"""What only the command line has: running a command, the screen, the plan."""
