"""Datacentre congestion control: the case study of incast on a 25 Gbit/s bottleneck."""
