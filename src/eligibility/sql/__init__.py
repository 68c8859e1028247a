"""The status of every requirement as one SQL query: a database computes it, and only statuses travel."""
