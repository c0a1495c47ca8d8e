namespace CloudIde.Emulator.Logs;

/// <summary>Cuts a sequence into runs of neighbours that belong together.</summary>
internal static class Runs
{
    /// <summary>The runs of items with an equal key.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <typeparam name="TKey">The key.</typeparam>
    /// <param name="items">The items.</param>
    /// <param name="keyOf">An item's key.</param>
    /// <returns>Each run with its key, in order.</returns>
    public static IEnumerable<(TKey Key, IReadOnlyList<T> Items)> ChunkBy<T, TKey>(
        this IReadOnlyList<T> items,
        Func<T, TKey> keyOf)
    {
        for (var start = 0; start < items.Count;)
        {
            var key = keyOf(items[start]);
            var end = start + 1;
            while (end < items.Count && EqualityComparer<TKey>.Default.Equals(keyOf(items[end]), key))
            {
                end++;
            }

            yield return (key, items.Skip(start).Take(end - start).ToList());
            start = end;
        }
    }
}
