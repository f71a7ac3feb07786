"""Tests the tester: attacks on the sandbox and the judge, controls, noise and leaks, told in a dossier."""
