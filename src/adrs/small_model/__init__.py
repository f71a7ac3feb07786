"""A language model of about three million parameters that ships with the package, and how it is read and run.

It stands in for the gated models of the published case studies. Its weights lie in ``data/`` in the layout of
Hugging Face's Llama, so that whatever reads them also reads a real checkpoint. Running it takes numpy only;
training it (``scripts/train_small_model.py``) takes torch.
"""
