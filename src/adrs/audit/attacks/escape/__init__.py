"""Leave the sandbox: start programs, gain rights, write outside, take the filter off."""
