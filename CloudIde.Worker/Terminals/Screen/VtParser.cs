using System.Buffers;

namespace CloudIde.Worker.Terminals.Screen;

/// <summary>
/// Takes terminal output apart, after Paul Williams' state machine for DEC's terminals (vt100.net/emu/dec_ansi_parser),
/// over UTF-8 as xterm.js reads it: bytes that are not UTF-8 are skipped, and code points 0x80 to 0x9f are C1 controls.
/// Any bytes are fine, in pieces of any length.
/// </summary>
/// <param name="actions">What is to be done.</param>
internal sealed class VtParser(IVtActions actions)
{
    /// <summary>Longer commands are ignored: a title or a link is far shorter, and what carries pictures changes no state kept here.</summary>
    private const int MaxCommand = 4096;

    private static readonly SearchValues<byte> Printable =
        SearchValues.Create(Enumerable.Range(0x20, 0x7f - 0x20).Select(code => (byte)code).ToArray());

    /// <summary>What ends or interrupts a string, besides C1 controls, whose first byte in UTF-8 is 0xc2.</summary>
    private static readonly SearchValues<byte> StringSpecial = SearchValues.Create(0x07, 0x18, 0x1a, 0x1b, 0xc2);

    private readonly VtParameters _parameters = new();
    private readonly ArrayBufferWriter<byte> _command = new(64);
    private State _state;
    private int _prefix;
    private int _intermediate;
    private int _missing;
    private int _sequenceLength;
    private int _code;

    private enum State
    {
        Ground,
        Escape,
        EscapeIntermediate,
        ControlEntry,
        ControlParameter,
        ControlIntermediate,
        ControlIgnore,
        SystemCommand,
        OtherString,
    }

    /// <summary>Whether the next byte begins something: neither a sequence nor a character is incomplete.</summary>
    public bool IsAtBoundary => _state == State.Ground && _missing == 0;

    /// <summary>Takes bytes.</summary>
    /// <param name="bytes">The next bytes of the stream.</param>
    public void Parse(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_missing == 0 && _state == State.Ground)
            {
                var length = bytes.IndexOfAnyExcept(Printable);
                length = length < 0 ? bytes.Length : length;
                if (length > 0)
                {
                    actions.PrintAscii(bytes[..length]);
                    bytes = bytes[length..];
                    continue;
                }
            }
            else if (_missing == 0 && _state is State.SystemCommand or State.OtherString)
            {
                bytes = bytes[TakeString(bytes)..];
                continue;
            }

            TakeByte(bytes[0]);
            bytes = bytes[1..];
        }
    }

    /// <summary>Takes what is certainly inside of a string in one step, or one byte.</summary>
    private int TakeString(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOfAny(StringSpecial);
        length = length < 0 ? bytes.Length : length;
        if (length == 0)
        {
            TakeByte(bytes[0]);
            return 1;
        }

        AppendToCommand(bytes[..length]);
        return length;
    }

    private void AppendToCommand(ReadOnlySpan<byte> bytes)
    {
        // One more than allowed marks it as too long.
        if (_state == State.SystemCommand && _command.WrittenCount <= MaxCommand)
        {
            _command.Write(bytes[..Math.Min(bytes.Length, MaxCommand + 1 - _command.WrittenCount)]);
        }
    }

    private void TakeByte(byte next)
    {
        if (_missing > 0)
        {
            if ((next & 0xc0) == 0x80)
            {
                _code = (_code << 6) | (next & 0x3f);
                if (--_missing == 0 && IsValid())
                {
                    TakeCode(_code);
                }

                return;
            }

            _missing = 0;
        }

        if (next < 0x80)
        {
            TakeCode(next);
            return;
        }

        (_missing, _code) = next switch
        {
            >= 0xc0 and < 0xe0 => (1, next & 0x1f),
            >= 0xe0 and < 0xf0 => (2, next & 0x0f),
            >= 0xf0 and < 0xf8 => (3, next & 0x07),
            _ => (0, 0),
        };
        _sequenceLength = _missing + 1;
    }

    private bool IsValid() => _sequenceLength switch
    {
        2 => _code >= 0x80,
        3 => _code >= 0x800 && _code is not (>= 0xd800 and <= 0xdfff) and not 0xfeff,
        _ => _code is >= 0x10000 and <= 0x10ffff,
    };

    private void TakeCode(int code)
    {
        if (TakeAnywhere(code))
        {
            return;
        }

        switch (_state)
        {
            case State.Ground:
                InGround(code);
                break;
            case State.Escape:
            case State.EscapeIntermediate:
                InEscape(code);
                break;
            case State.SystemCommand:
                // A character of more than one byte whose first byte was special.
                Span<byte> encoded = stackalloc byte[4];
                var rune = new System.Text.Rune(code);
                AppendToCommand(encoded[..rune.EncodeToUtf8(encoded)]);
                break;
            case State.OtherString:
                break;
            default:
                InControl(code);
                break;
        }
    }

    /// <summary>What means the same in every state.</summary>
    private bool TakeAnywhere(int code)
    {
        if (code is not (0x18 or 0x1a or 0x1b or (>= 0x80 and < 0xa0)) && !(code == 0x07 && _state == State.SystemCommand))
        {
            return false;
        }

        if (_state == State.SystemCommand && code is 0x07 or 0x1b or 0x9c && _command.WrittenCount <= MaxCommand)
        {
            actions.SystemCommand(_command.WrittenSpan);
        }

        _state = code switch
        {
            0x1b => State.Escape,
            0x9b => State.ControlEntry,
            0x9d => State.SystemCommand,
            0x90 or 0x98 or 0x9e or 0x9f => State.OtherString,
            _ => State.Ground,
        };
        Clear();
        if (code is >= 0x80 and not 0x9c && _state == State.Ground)
        {
            actions.Execute(code);
        }

        return true;
    }

    private void Clear()
    {
        _prefix = 0;
        _intermediate = 0;
        _parameters.Clear();
        _command.ResetWrittenCount();
    }

    private void InGround(int code)
    {
        if (code < 0x20)
        {
            actions.Execute(code);
        }
        else if (code >= 0xa0)
        {
            actions.Print(code);
        }
        else if (code < 0x7f)
        {
            var single = (byte)code;
            actions.PrintAscii(new ReadOnlySpan<byte>(in single));
        }
    }

    private void InEscape(int code)
    {
        switch (code)
        {
            case < 0x20:
                actions.Execute(code);
                return;
            case < 0x30:
                // Two intermediates mean nothing that is known here.
                _intermediate = _state == State.Escape ? code : -1;
                _state = State.EscapeIntermediate;
                return;
            case 0x7f:
                return;
        }

        var fresh = _state == State.Escape;
        _state = State.Ground;
        switch (code)
        {
            case '[' when fresh:
                _state = State.ControlEntry;
                break;
            case ']' when fresh:
                _state = State.SystemCommand;
                break;
            case 'P' or 'X' or '^' or '_' when fresh:
                _state = State.OtherString;
                break;
            case < 0x7f:
                actions.Escape(_intermediate, code);
                break;
        }
    }

    private void InControl(int code)
    {
        switch (code)
        {
            case < 0x20:
                actions.Execute(code);
                break;
            case < 0x30:
                _intermediate = _intermediate == 0 ? code : -1;
                _state = _state == State.ControlIgnore ? _state : State.ControlIntermediate;
                break;
            case < 0x3c when _state is State.ControlEntry or State.ControlParameter:
                _parameters.Add(code);
                _state = State.ControlParameter;
                break;
            case >= 0x3c and < 0x40 when _state == State.ControlEntry:
                _prefix = code;
                _state = State.ControlParameter;
                break;
            case < 0x40:
                _state = State.ControlIgnore;
                break;
            case < 0x7f:
                var obey = _state != State.ControlIgnore;
                _state = State.Ground;
                if (obey)
                {
                    actions.Control(_prefix, _parameters, _intermediate, code);
                }

                break;
            case >= 0xa0:
                // Not part of any sequence: what came so far is dropped.
                _state = State.Ground;
                break;
        }
    }
}
