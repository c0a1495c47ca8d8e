namespace CloudIde.Emulator.S3;

/// <summary>What to list.</summary>
/// <param name="Prefix">Only keys that begin with it.</param>
/// <param name="Delimiter">Keys that share what stands before it are listed as one; empty: none.</param>
/// <param name="After">Only what sorts behind it, a key or a common prefix; null: everything.</param>
/// <param name="MaxKeys">The most keys and common prefixes.</param>
internal readonly record struct ListingQuery(string Prefix, string Delimiter, string? After, int MaxKeys);
