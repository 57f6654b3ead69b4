"""Who is asked, and why."""
