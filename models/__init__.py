"""What crosses a boundary: payloads, tables and names."""
