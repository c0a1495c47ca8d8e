namespace CloudIde.Emulator.S3;

/// <summary>A page of a listing.</summary>
/// <param name="Objects">Keys and objects, in order.</param>
/// <param name="CommonPrefixes">Common prefixes, in order.</param>
/// <param name="Next">The last key or common prefix, when more follow.</param>
internal sealed record ListingPage(
    IReadOnlyList<KeyValuePair<string, ObjectEntry>> Objects, IReadOnlyList<string> CommonPrefixes, string? Next)
{
    /// <summary>Reads a page.</summary>
    /// <param name="keys">The keys in order.</param>
    /// <param name="objects">The objects.</param>
    /// <param name="query">What to list.</param>
    /// <returns>The page.</returns>
    public static ListingPage Read(SortedKeys keys, Dictionary<string, ObjectEntry> objects, ListingQuery query)
    {
        var found = new List<KeyValuePair<string, ObjectEntry>>();
        var prefixes = new List<string>();
        string? last = null;
        string? next = null;
        var cursor = Start(keys, query);
        while (cursor.Current is { } key && key.StartsWith(query.Prefix, StringComparison.Ordinal))
        {
            var common = CommonPrefix(key, query);
            if (found.Count + prefixes.Count >= query.MaxKeys)
            {
                next = last;
                break;
            }

            if (common is null)
            {
                found.Add(KeyValuePair.Create(key, objects[key]));
                last = key;
                cursor.MoveNext();
            }
            else
            {
                prefixes.Add(common);
                last = common;
                cursor = keys.SeekBehind(common);
            }
        }

        return new ListingPage(found, prefixes, next);
    }

    private static SortedKeys.Cursor Start(SortedKeys keys, ListingQuery query)
    {
        // A common prefix that was listed stands for every key below it.
        var afterIsPrefix = query.After is { } after && query.Delimiter.Length > 0
            && after.StartsWith(query.Prefix, StringComparison.Ordinal) && CommonPrefix(after, query) == after;
        if (!afterIsPrefix)
        {
            return keys.Seek(query.After, query.Prefix);
        }

        return keys.SeekBehind(query.After!);
    }

    private static string? CommonPrefix(string key, ListingQuery query)
    {
        if (query.Delimiter.Length == 0)
        {
            return null;
        }

        var at = key.IndexOf(query.Delimiter, query.Prefix.Length, StringComparison.Ordinal);
        return at < 0 ? null : key[..(at + query.Delimiter.Length)];
    }
}
