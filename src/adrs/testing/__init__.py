"""Contract suites and fakes, for tests here and of plug-in authors; they need pytest and hypothesis."""
