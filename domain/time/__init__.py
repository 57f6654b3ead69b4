"""Deadlines' arithmetic: clocks, calendars, hours, dates as people write them."""
