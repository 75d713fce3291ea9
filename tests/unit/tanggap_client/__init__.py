"""Tests of the client against answers that are made up, without a network."""
