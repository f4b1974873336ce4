"""The polite session (`polite`): the one way in which this package asks anything of the network."""
