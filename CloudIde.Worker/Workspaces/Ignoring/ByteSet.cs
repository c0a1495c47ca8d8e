namespace CloudIde.Worker.Workspaces.Ignoring;

/// <summary>What stands between square brackets in a pattern.</summary>
internal sealed class ByteSet
{
    private readonly bool[] _members = new bool[256];

    private ByteSet()
    {
    }

    /// <summary>Whether a byte is in the set.</summary>
    /// <param name="value">The byte.</param>
    /// <returns>True when it is.</returns>
    public bool Contains(byte value) => _members[value];

    /// <summary>Reads a set.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="position">Behind the '['; afterwards behind the ']'.</param>
    /// <returns>The set, or null when it has no end or names a class that does not exist: such a pattern matches nothing.</returns>
    public static ByteSet? Parse(ReadOnlySpan<byte> pattern, ref int position)
    {
        var set = new ByteSet();
        var negated = position < pattern.Length && pattern[position] is (byte)'!' or (byte)'^';
        position += negated ? 1 : 0;

        // The first member may be a ']', and what a '-' counts from is forgotten after a range or a class.
        var first = true;
        byte? from = null;
        while (position < pattern.Length && (first || pattern[position] != (byte)']'))
        {
            first = false;
            if (!set.TryAddMember(pattern, ref position, ref from))
            {
                return null;
            }
        }

        if (position++ >= pattern.Length)
        {
            return null;
        }

        if (negated)
        {
            for (var i = 0; i < set._members.Length; i++)
            {
                set._members[i] = !set._members[i];
            }
        }

        return set;
    }

    private bool TryAddMember(ReadOnlySpan<byte> pattern, ref int position, ref byte? from)
    {
        var isRange = pattern[position] == (byte)'-' && from is not null
            && position + 1 < pattern.Length && pattern[position + 1] != (byte)']';
        if (!isRange && pattern[position..].StartsWith("[:"u8))
        {
            return TryAddClass(pattern, ref position, ref from);
        }

        position += isRange ? 1 : 0;
        position += pattern[position] == (byte)'\\' ? 1 : 0;
        if (position >= pattern.Length)
        {
            return false;
        }

        var value = pattern[position++];
        for (int i = isRange ? from!.Value : value; i <= value; i++)
        {
            _members[i] = true;
        }

        from = isRange ? null : value;
        return true;
    }

    private bool TryAddClass(ReadOnlySpan<byte> pattern, ref int position, ref byte? from)
    {
        var end = pattern[(position + 2)..].IndexOf((byte)']');
        if (end < 0)
        {
            return false;
        }

        var name = pattern.Slice(position + 2, end);
        if (!name.EndsWith(":"u8))
        {
            // No class after all, but a '[' as any other member.
            _members['['] = true;
            from = (byte)'[';
            position++;
            return true;
        }

        if (ClassOf(name[..^1]) is not { } contains)
        {
            return false;
        }

        for (var i = 0; i < 128; i++)
        {
            _members[i] |= contains((char)i);
        }

        from = null;
        position += end + 3;
        return true;
    }

    // Of ASCII only, and without the vertical tab and the form feed, which are no space to git.
    private static Func<char, bool>? ClassOf(ReadOnlySpan<byte> name) => System.Text.Encoding.ASCII.GetString(name) switch
    {
        "alnum" => char.IsAsciiLetterOrDigit,
        "alpha" => char.IsAsciiLetter,
        "blank" => static c => c is ' ' or '\t',
        "cntrl" => char.IsControl,
        "digit" => char.IsAsciiDigit,
        "graph" => static c => c is > ' ' and <= '~',
        "lower" => char.IsAsciiLetterLower,
        "print" => static c => c is >= ' ' and <= '~',
        "punct" => static c => c is > ' ' and <= '~' && !char.IsAsciiLetterOrDigit(c),
        "space" => static c => c is ' ' or '\t' or '\n' or '\r',
        "upper" => char.IsAsciiLetterUpper,
        "xdigit" => char.IsAsciiHexDigit,
        _ => null,
    };
}
