"""Markup to blocks, tables, trees and spans, each with its line."""
