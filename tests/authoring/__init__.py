"""Tests of what helps authors of rule books."""
