"""What people read: the words of each language, and how they are said by key."""
