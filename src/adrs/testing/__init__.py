"""Contract suites and fakes, for tests here and of plug-in authors."""
