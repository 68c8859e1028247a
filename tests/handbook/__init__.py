"""Tests of the rule book as pages."""
