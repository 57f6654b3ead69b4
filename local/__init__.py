"""The whole stack on one machine: for `make demo` and `make up`."""
