"""The genetic proposer behind an OpenAI-compatible endpoint: a stand-in for a language model, without one."""
