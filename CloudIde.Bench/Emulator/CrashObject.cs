using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudIde.Bench.Emulator;

/// <summary>One object that a single writer writes, and what may be found of it after a kill.</summary>
/// <param name="key">Its key.</param>
internal sealed class CrashObject(string key)
{
    private byte[]? _acknowledged;
    private byte[]? _attempted;
    private bool _isOpen;
    private int _version;

    /// <summary>Its key.</summary>
    public string Key => key;

    /// <summary>Bytes that no other version has, of a length from nothing to beyond what shares a file.</summary>
    public byte[] NextContent(Random random)
    {
        var content = new byte[random.Next(4) == 0 ? random.Next(200_000) : random.Next(10_000)];
        random.NextBytes(content);
        var mark = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{key} version {++_version};"));
        mark.AsSpan(0, Math.Min(mark.Length, content.Length)).CopyTo(content);
        return content;
    }

    /// <summary>A write goes out; null deletes.</summary>
    public void Attempt(byte[]? content) => (_attempted, _isOpen) = (content, true);

    /// <summary>It was answered.</summary>
    public void Acknowledge() => (_acknowledged, _isOpen) = (_attempted, false);

    /// <summary>Compares with what is there, which is the truth from now on.</summary>
    /// <param name="found">The object's bytes; null where there is none.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Settle(byte[]? found)
    {
        var isRight = Same(found, _acknowledged) || (_isOpen && Same(found, _attempted));
        var violation = isRight ? null : $"{key} is {Describe(found)}, acknowledged is {Describe(_acknowledged)}, on the way was {(_isOpen ? Describe(_attempted) : "nothing")}.";
        (_acknowledged, _isOpen) = (found, false);
        return violation;
    }

    private static bool Same(byte[]? a, byte[]? b) => a is null || b is null ? a is null && b is null : a.AsSpan().SequenceEqual(b);

    private static string Describe(byte[]? content) =>
        content is null ? "missing" : $"{content.Length} bytes {Convert.ToHexString(SHA256.HashData(content).AsSpan(0, 4))}";
}
