"""Tests of the comparison of two reviews."""
