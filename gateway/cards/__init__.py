"""The page behind a prompt's link."""
