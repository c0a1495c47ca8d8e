using System.Runtime.InteropServices;
using System.Text;

namespace CloudIde.Worker.Pty.Native;

/// <summary>A null-terminated array of UTF-8 strings, as posix_spawn takes argv and environ.</summary>
internal sealed unsafe class NativeStrings : IDisposable
{
    private byte** _block;

    /// <summary>Copies the strings into one unmanaged block.</summary>
    /// <exception cref="ArgumentException">A string holds a zero byte, which would cut it short in the child.</exception>
    internal NativeStrings(IReadOnlyList<string> strings)
    {
        var bytes = 0;
        foreach (var text in strings)
        {
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("An argument or environment variable must not contain a zero byte.", nameof(strings));
            }

            bytes = checked(bytes + Encoding.UTF8.GetByteCount(text) + 1);
        }

        var table = checked((strings.Count + 1) * sizeof(byte*));
        _block = (byte**)NativeMemory.Alloc((nuint)(table + bytes));
        var next = (byte*)_block + table;
        var end = next + bytes;
        for (var i = 0; i < strings.Count; i++)
        {
            _block[i] = next;
            next += Encoding.UTF8.GetBytes(strings[i], new Span<byte>(next, (int)(end - next)));
            *next++ = 0;
        }

        _block[strings.Count] = null;
    }

    internal byte** Pointer => _block;

    public void Dispose()
    {
        NativeMemory.Free(_block);
        _block = null;
    }
}
