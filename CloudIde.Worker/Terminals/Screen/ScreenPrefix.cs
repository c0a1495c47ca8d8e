using System.Buffers;
using System.Globalization;
using System.Text;

namespace CloudIde.Worker.Terminals.Screen;

/// <summary>
/// Writes what brings a fresh terminal of the same size into a screen's state: cells, cursor, modes. It uses sequences that
/// every terminal of xterm's kind knows; where something has none (such as a cursor that waits to wrap), it repeats what a
/// program would have done.
/// </summary>
internal sealed class ScreenPrefix
{
    private readonly TerminalScreen _screen;
    private readonly ArrayBufferWriter<byte> _bytes = new(8192);
    private CellStyle _style;

    private ScreenPrefix(TerminalScreen screen) => _screen = screen;

    /// <summary>Writes a screen's state.</summary>
    /// <param name="screen">The screen; its output must not end within a sequence or character.</param>
    /// <param name="maxBytes">How long it may get.</param>
    /// <returns>The bytes, empty when a fresh terminal shows what follows rightly. Without cells where they would not fit.</returns>
    public static byte[] Write(TerminalScreen screen, int maxBytes)
    {
        if (screen.IsPlain)
        {
            return [];
        }

        foreach (var (withMain, withCells) in new[] { (true, true), (false, true), (false, false) })
        {
            var prefix = new ScreenPrefix(screen);
            prefix.WriteAll(withMain || !screen.IsAlternate, withCells);
            if (prefix._bytes.WrittenCount <= maxBytes)
            {
                return prefix._bytes.WrittenSpan.ToArray();
            }
        }

        return [];
    }

    private void WriteAll(bool withMain, bool withCells)
    {
        var active = _screen.Active;
        if (withMain && withCells)
        {
            WriteCells(_screen.Main);
        }

        if (_screen.IsAlternate)
        {
            EnterAlternate();
            if (withCells)
            {
                WriteCells(active);
            }
        }

        WriteTabs(active);
        WriteSaved(active);
        WriteMargins(active);
        if (_screen.Modes.Origin)
        {
            Write("\e[?6h");
        }

        WriteCursor(active);
        WriteCharsets();
        WriteModes();
        WriteKeyboard(_screen.IsAlternate);
        WriteSystemState();
        SetStyle(_screen.Style);
    }

    /// <summary>The saved cursor of the main screen is the one that leaving the alternate screen restores.</summary>
    private void EnterAlternate()
    {
        var main = _screen.Main;
        WriteTabs(main);
        WriteMargins(main);
        WriteKeyboard(alternate: false);
        GoTo(main.Saved.Row, main.Saved.Column);
        SetStyle(main.Saved.Style with { Link = 0 });
        WriteWithCharset(main.Saved.Charset, "\e[?1049h");
        SetStyle(default);
        Write("\e[2J");
    }

    private void WriteCells(ScreenBuffer buffer)
    {
        for (var row = 0; row < buffer.Rows; row++)
        {
            var cells = buffer[row].TrimEnd(default(Cell));
            if (!cells.IsEmpty)
            {
                GoTo(row, 0);
                WriteRow(cells);
            }
        }

        SetStyle(default);
    }

    private void WriteRow(ReadOnlySpan<Cell> cells)
    {
        for (var column = 0; column < cells.Length; column++)
        {
            var cell = cells[column];
            if (cell.Content > 0)
            {
                WriteCell(cell);
            }
            else if (!cell.IsTail)
            {
                column += WriteEmpty(cells[column..]) - 1;
            }
            else if (column == 0 || !cells[column - 1].IsWide)
            {
                // What an insertion has cut off from its first half shows only its background.
                WriteEmpty([cell with { Content = 0 }]);
            }
        }
    }

    private void WriteCell(Cell cell)
    {
        var text = _screen.Table.TextOf(cell);
        if (CharacterWidth.Of(char.ConvertToUtf32(text, 0)) == 0)
        {
            // A mark that stands alone must not join what stands before it; an SGR sequence keeps them apart.
            Write(SgrWriter.Write(_style = _style with { Flags = _style.Flags & ~StyleFlags.Protected }));
        }

        SetStyle(_screen.Table.StyleOf(cell));
        Write(text);
    }

    /// <summary>Erased cells are not spaces: they end a line that is selected, and they have a background only.</summary>
    private int WriteEmpty(ReadOnlySpan<Cell> cells)
    {
        var style = _screen.Table.StyleOf(cells[0]).Erased;
        var count = 1;
        while (count < cells.Length && cells[count].Content == 0 && _screen.Table.StyleOf(cells[count]).Erased == style)
        {
            count++;
        }

        if (style != default)
        {
            SetStyle(style);
            Write($"\e[{count}X");
        }

        Write($"\e[{count}C");
        return count;
    }

    private void WriteTabs(ScreenBuffer buffer)
    {
        if (buffer.HasDefaultTabs)
        {
            return;
        }

        Write("\e[3g");
        for (var column = 0; column < buffer.Columns; column++)
        {
            if (buffer.Tabs[column])
            {
                GoTo(0, column);
                Write("\eH");
            }
        }
    }

    private void WriteSaved(ScreenBuffer buffer)
    {
        var saved = buffer.Saved;
        if (saved != SavedCursor.Initial)
        {
            GoTo(saved.Row, saved.Column);
            SetStyle(saved.Style with { Link = 0 });
            WriteWithCharset(saved.Charset, "\e7");
            SetStyle(default);
        }
    }

    private void WriteWithCharset(char charset, string text)
    {
        var isDefault = charset == CharacterSets.Ascii;
        Write(isDefault ? text : $"\e({charset}{text}\e(B");
    }

    private void WriteMargins(ScreenBuffer buffer)
    {
        if (!buffer.ScrollsWhole)
        {
            Write($"\e[{buffer.Top + 1};{buffer.Bottom + 1}r");
        }
    }

    private void WriteCursor(ScreenBuffer buffer)
    {
        var row = _screen.Modes.Origin ? buffer.Y - buffer.Top : buffer.Y;
        if (buffer.X < buffer.Columns)
        {
            GoTo(row, buffer.X);
            return;
        }

        // Only a character in the last column leaves the cursor behind it.
        var cells = buffer[buffer.Y];
        var column = cells[^1].IsTail ? buffer.Columns - 2 : buffer.Columns - 1;
        GoTo(row, column);
        if (cells[column].Content > 0)
        {
            WriteCell(cells[column]);
        }
        else
        {
            SetStyle(_screen.Table.StyleOf(cells[column]).Erased);
            Write(" ");
        }
    }

    private void WriteCharsets()
    {
        var sets = _screen.Charsets;
        for (var level = 0; level < 4; level++)
        {
            if (sets[level] != CharacterSets.Ascii)
            {
                Write($"\e{"()*+"[level]}{sets[level]}");
            }
        }

        Write(sets.Level switch { 1 => "\u000e", 2 => "\en", 3 => "\eo", _ => "" });
    }

    private void WriteModes()
    {
        var modes = _screen.Modes;
        foreach (var (mode, on) in modes.OtherPrivate)
        {
            Write($"\e[?{mode}{(on ? 'h' : 'l')}");
        }

        foreach (var (mode, on) in modes.OtherAnsi)
        {
            Write($"\e[{mode}{(on ? 'h' : 'l')}");
        }

        Write(modes.Wrap ? "" : "\e[?7l");
        Write(modes.Insert ? "\e[4h" : "");
        Write(modes.NewLine ? "\e[20h" : "");
        Write(modes.ReverseWrap ? "\e[?45h" : "");
        Write(modes.ApplicationKeypad ? "\e=" : "");
        Write(modes.MouseEvents > 0 ? $"\e[?{modes.MouseEvents}h" : "");
        Write(modes.MouseEncoding > 0 ? $"\e[?{modes.MouseEncoding}h" : "");
        Write(modes.CursorStyle > 0 ? $"\e[{modes.CursorStyle} q" : "");
        Write(modes.ModifyOtherKeys > 0 ? $"\e[>4;{modes.ModifyOtherKeys}m" : "");
        Write(modes.CursorVisible ? "" : "\e[?25l");
    }

    private void WriteKeyboard(bool alternate)
    {
        var stack = _screen.Keyboard.Of(alternate);
        if (stack[0] != 0)
        {
            Write($"\e[={stack[0]};1u");
        }

        foreach (var flags in stack.Skip(1))
        {
            Write($"\e[>{flags}u");
        }
    }

    private void WriteSystemState()
    {
        var state = _screen.System;
        Write(state.Title is { } title ? $"\e]2;{title}\a" : "");
        foreach (var (index, colour) in state.Palette)
        {
            Write($"\e]4;{index};{colour}\a");
        }

        foreach (var (code, colour) in state.Dynamic)
        {
            Write($"\e]{code};{colour}\a");
        }
    }

    private void GoTo(int row, int column) => Write($"\e[{row + 1};{column + 1}H");

    private void SetStyle(CellStyle style)
    {
        if (style.Link != _style.Link)
        {
            Write(style.Link == 0 ? "\e]8;;\a" : $"\e]8;{_screen.System.TextOf(style.Link)}\a");
        }

        if (style with { Link = 0 } != _style with { Link = 0 })
        {
            // SGR 0, with which it begins, ends protection too.
            Write(SgrWriter.Write(style));
            Write(style.Flags.HasFlag(StyleFlags.Protected) ? "\e[1\"q" : "");
        }

        _style = style;
    }

    private void Write(FormattableString text) => Write(text.ToString(CultureInfo.InvariantCulture));

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _bytes);
}
