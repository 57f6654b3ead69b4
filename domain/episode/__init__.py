"""What is known of one episode, and what each step decides with."""
