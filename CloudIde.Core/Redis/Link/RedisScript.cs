using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CloudIde.Core.Redis.Link;

/// <summary>A Lua script, with the name by which Redis knows it once it has run.</summary>
public sealed class RedisScript
{
    /// <summary>Creates it.</summary>
    /// <param name="text">The Lua source.</param>
    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by SHA-1; nothing is secured by it.")]
    public RedisScript(string text)
    {
        Text = text;
        Hash = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The Lua source.</summary>
    public string Text { get; }

    /// <summary>The SHA-1 of the source, in lower-case hexadecimal.</summary>
    public string Hash { get; }
}
