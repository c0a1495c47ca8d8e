using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Listing;

/// <summary>A page of a listing.</summary>
/// <param name="Entries">The objects.</param>
/// <param name="Prefixes">The common prefixes.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
internal sealed record ObjectPage(List<ObjectEntry> Entries, List<string> Prefixes, ListingToken? Next)
{
    /// <summary>Lists objects.</summary>
    /// <param name="index">The objects.</param>
    /// <param name="prefix">What keys must begin with.</param>
    /// <param name="delimiter">What ends a common prefix; empty for none.</param>
    /// <param name="start">Where to begin; null at the beginning.</param>
    /// <param name="maximum">The most objects and prefixes together.</param>
    /// <returns>The page.</returns>
    public static ObjectPage List(ObjectIndex index, string prefix, string delimiter, ListingToken? start, int maximum)
    {
        var entries = new List<ObjectEntry>();
        var prefixes = new List<string>();
        if (maximum == 0)
        {
            return new ObjectPage(entries, prefixes, null);
        }

        var position = start is { } token && KeyOrder.Compare(token.Bound, prefix) >= 0
            ? index.Seek(token.Bound, token.Mode)
            : index.Seek(prefix, SeekMode.AtOrAfter);
        ListingToken last = default;
        while (index.At(position) is { } entry && entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        {
            if (entries.Count + prefixes.Count == maximum)
            {
                return new ObjectPage(entries, prefixes, last);
            }

            var end = delimiter.Length == 0 ? -1 : entry.Key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                entries.Add(entry);
                last = new ListingToken(entry.Key, SeekMode.After);
                position = index.Next(position);
            }
            else
            {
                // One step over everything below, however much it is.
                var common = entry.Key[..(end + delimiter.Length)];
                prefixes.Add(common);
                last = new ListingToken(common, SeekMode.AfterPrefix);
                position = index.Seek(common, SeekMode.AfterPrefix);
            }
        }

        return new ObjectPage(entries, prefixes, null);
    }
}
