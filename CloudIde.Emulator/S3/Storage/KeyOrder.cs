namespace CloudIde.Emulator.S3.Storage;

/// <summary>
/// The order in which S3 lists keys: by the bytes of their UTF-8. UTF-16's own order differs where surrogates meet
/// U+E000–U+FFFF.
/// </summary>
internal sealed class KeyOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static readonly KeyOrder Instance = new();

    private KeyOrder()
    {
    }

    /// <inheritdoc/>
    int IComparer<string>.Compare(string? x, string? y) => Compare(x ?? "", y ?? "");

    /// <summary>Compares two keys.</summary>
    /// <param name="left">One key.</param>
    /// <param name="right">The other.</param>
    /// <returns>Below zero when <paramref name="left"/> is listed first.</returns>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length - right.Length;
        }

        return Rank(left[common]) - Rank(right[common]);
    }

    /// <summary>Lifts surrogates, which stand for U+10000 and above, over the rest of the basic plane.</summary>
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
