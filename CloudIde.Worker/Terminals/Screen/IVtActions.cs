namespace CloudIde.Worker.Terminals.Screen;

/// <summary>What a stream of terminal output asks for, as <see cref="VtParser"/> finds it.</summary>
internal interface IVtActions
{
    /// <summary>Shows printable ASCII characters.</summary>
    /// <param name="text">Bytes from 0x20 to 0x7e.</param>
    void PrintAscii(ReadOnlySpan<byte> text);

    /// <summary>Shows a character.</summary>
    /// <param name="code">Its code point, 0xa0 or above.</param>
    void Print(int code);

    /// <summary>Obeys a control character.</summary>
    /// <param name="code">A code point of C0 or C1.</param>
    void Execute(int code);

    /// <summary>Obeys an escape sequence.</summary>
    /// <param name="intermediate">The byte before the last, or 0.</param>
    /// <param name="final">The last byte.</param>
    void Escape(int intermediate, int final);

    /// <summary>Obeys a control sequence.</summary>
    /// <param name="prefix">One of <c>&lt; = &gt; ?</c>, or 0.</param>
    /// <param name="parameters">The numbers.</param>
    /// <param name="intermediate">The byte before the last, or 0.</param>
    /// <param name="final">The last byte.</param>
    void Control(int prefix, VtParameters parameters, int intermediate, int final);

    /// <summary>Obeys an operating system command.</summary>
    /// <param name="command">Its bytes, without introducer and terminator.</param>
    void SystemCommand(ReadOnlySpan<byte> command);
}
