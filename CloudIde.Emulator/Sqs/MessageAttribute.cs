using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CloudIde.Emulator.Sqs;

/// <summary>One attribute of a message. A text is kept as its UTF-8 bytes.</summary>
/// <param name="Name">The name.</param>
/// <param name="DataType"><c>String</c>, <c>Number</c> or <c>Binary</c>, with an optional custom suffix after a dot.</param>
/// <param name="IsBinary">Whether the value came as <c>BinaryValue</c>.</param>
/// <param name="Value">The value's bytes.</param>
internal sealed record MessageAttribute(string Name, string DataType, bool IsBinary, byte[] Value)
{
    /// <summary>What the attribute adds to the message's size, in bytes.</summary>
    public int Size => Encoding.UTF8.GetByteCount(Name) + Encoding.UTF8.GetByteCount(DataType) + Value.Length;

    /// <summary>
    /// The digest that clients check: for each attribute, by name, the lengths and bytes of name, type and value, and
    /// 1 for a text or 2 for bytes before the value. (SQS Developer Guide, "Calculating the MD5 message digest".)
    /// </summary>
    /// <param name="attributes">The attributes, sorted by name.</param>
    /// <returns>The digest in lower-case hex, or null when there are no attributes.</returns>
    public static string? Md5(IReadOnlyList<MessageAttribute> attributes)
    {
        if (attributes.Count == 0)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var attribute in attributes)
        {
            AppendField(hash, Encoding.UTF8.GetBytes(attribute.Name));
            AppendField(hash, Encoding.UTF8.GetBytes(attribute.DataType));
            hash.AppendData([attribute.IsBinary ? (byte)2 : (byte)1]);
            AppendField(hash, attribute.Value);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendField(IncrementalHash hash, ReadOnlySpan<byte> field)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, field.Length);
        hash.AppendData(length);
        hash.AppendData(field);
    }
}
