using System.Buffers;
using System.Buffers.Text;
using System.Text;
using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>Writes commands in Redis' protocol: arrays of strings with their lengths.</summary>
internal static class RespCommand
{
    private const int MaxNumberLength = 20;

    /// <summary>Writes a command of plain words.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="words">The words.</param>
    public static void Write(IBufferWriter<byte> output, params ReadOnlySpan<string> words)
    {
        WriteHead(output, '*', words.Length);
        foreach (var word in words)
        {
            WriteText(output, word);
        }
    }

    /// <summary>Writes a script's evaluation.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="script">The script.</param>
    /// <param name="isKnown">Whether Redis should know it already; otherwise its source goes along.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="arguments">Its arguments.</param>
    public static void WriteEvaluation(
        IBufferWriter<byte> output, RedisScript script, bool isKnown, RedisKey[] keys, RedisValue[] arguments)
    {
        WriteHead(output, '*', 3 + keys.Length + arguments.Length);
        WriteText(output, isKnown ? "EVALSHA" : "EVAL");
        WriteText(output, isKnown ? script.Hash : script.Text);
        WriteValue(output, keys.Length);
        foreach (var key in keys)
        {
            WriteText(output, key.ToString());
        }

        foreach (var argument in arguments)
        {
            WriteValue(output, argument);
        }
    }

    private static void WriteText(IBufferWriter<byte> output, string text)
    {
        WriteHead(output, '$', Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, output);
        output.Write("\r\n"u8);
    }

    private static void WriteValue(IBufferWriter<byte> output, RedisValue value)
    {
        var length = checked((int)value.GetByteCount());
        WriteHead(output, '$', length);
        var span = output.GetSpan(length + 2);
        value.CopyTo(span);
        "\r\n"u8.CopyTo(span[length..]);
        output.Advance(length + 2);
    }

    private static void WriteHead(IBufferWriter<byte> output, char type, int number)
    {
        var span = output.GetSpan(MaxNumberLength + 3);
        span[0] = (byte)type;
        Utf8Formatter.TryFormat(number, span[1..], out var written);
        "\r\n"u8.CopyTo(span[(written + 1)..]);
        output.Advance(written + 3);
    }
}
