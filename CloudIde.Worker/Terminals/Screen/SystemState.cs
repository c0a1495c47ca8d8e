using System.Globalization;
using System.Text;

namespace CloudIde.Worker.Terminals.Screen;

/// <summary>What operating system commands (OSC) have set: title, colours, hyperlinks.</summary>
internal sealed class SystemState
{
    /// <summary>More colours or links than these are not kept.</summary>
    private const int MaxColours = 512;
    private const int MaxLinks = 4096;

    private readonly SortedDictionary<int, string> _palette = [];
    private readonly SortedDictionary<int, string> _dynamic = [];
    private readonly Dictionary<string, int> _linkNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _links = [];

    /// <summary>The window's title, or null.</summary>
    public string? Title { get; private set; }

    /// <summary>The number of the hyperlink that characters now belong to, 0 for none.</summary>
    public int Link { get; private set; }

    /// <summary>Whether no colour was changed.</summary>
    public bool HasDefaultColours => _palette.Count == 0 && _dynamic.Count == 0 && Link == 0;

    /// <summary>Changed colours of the palette, as the program wrote them.</summary>
    public IReadOnlyDictionary<int, string> Palette => _palette;

    /// <summary>Changed colours of text (10), background (11), cursor (12) and so on, as the program wrote them.</summary>
    public IReadOnlyDictionary<int, string> Dynamic => _dynamic;

    /// <summary>Gives a hyperlink's parameters and address.</summary>
    /// <param name="link">Its number, not 0.</param>
    /// <returns>What stands behind <c>OSC 8 ;</c>.</returns>
    public string TextOf(int link) => _links[link - 1];

    /// <summary>Obeys a command.</summary>
    /// <param name="command">Its bytes, without introducer and terminator.</param>
    public void Obey(ReadOnlySpan<byte> command)
    {
        var end = command.IndexOf((byte)';');
        var number = end < 0 ? command : command[..end];
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var code))
        {
            return;
        }

        var text = end < 0 ? "" : Encoding.UTF8.GetString(command[(end + 1)..]);
        switch (code)
        {
            case 0 or 2:
                Title = Printable(text);
                break;
            case 4:
                SetPalette(text.Split(';'));
                break;
            case 8:
                SetLink(Printable(text));
                break;
            case >= 10 and <= 19:
                SetDynamic(code, text.Split(';'));
                break;
            case 104 when text.Length == 0:
                _palette.Clear();
                break;
            case 104:
                foreach (var index in text.Split(';'))
                {
                    if (int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var colour))
                    {
                        _palette.Remove(colour);
                    }
                }

                break;
            case >= 110 and <= 119:
                _dynamic.Remove(code - 100);
                break;
        }
    }

    /// <summary>Ends the hyperlink.</summary>
    public void CloseLink() => Link = 0;

    /// <summary>Everything as at the start. Links keep their numbers, which cells may use.</summary>
    public void Reset()
    {
        Title = null;
        Link = 0;
        _palette.Clear();
        _dynamic.Clear();
    }

    private static string Printable(string text) => string.Concat(text.Where(c => !char.IsControl(c)));

    private void SetPalette(string[] parts)
    {
        for (var i = 0; i + 1 < parts.Length; i += 2)
        {
            if (int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && parts[i + 1] != "?" && _palette.Count < MaxColours)
            {
                _palette[index] = Printable(parts[i + 1]);
            }
        }
    }

    private void SetDynamic(int code, string[] parts)
    {
        for (var i = 0; i < parts.Length && code + i <= 19; i++)
        {
            if (parts[i] is not ("?" or ""))
            {
                _dynamic[code + i] = Printable(parts[i]);
            }
        }
    }

    private void SetLink(string text)
    {
        var separator = text.IndexOf(';');
        if (separator < 0)
        {
            return;
        }

        if (separator == text.Length - 1)
        {
            Link = 0;
        }
        else if (_linkNumbers.TryGetValue(text, out var number))
        {
            Link = number;
        }
        else if (_links.Count < MaxLinks)
        {
            _links.Add(text);
            _linkNumbers.Add(text, _links.Count);
            Link = _links.Count;
        }
        else
        {
            Link = 0;
        }
    }
}
