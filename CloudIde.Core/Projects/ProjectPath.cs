using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace CloudIde.Core.Projects;

/// <summary>
/// The path of a file or folder inside a project: relative, '/'-separated, without '.' or '..' segments. This
/// is the one place where such a path is validated; everything that touches S3 or a disk takes this type.
/// </summary>
public readonly record struct ProjectPath
{
    /// <summary>The longest path, in UTF-8 bytes. An S3 key may have 1,024; the rest is the project's prefix.</summary>
    public const int MaxBytes = 900;

    /// <summary>The longest name of one file or folder, in UTF-8 bytes: NAME_MAX of the usual Linux file systems.</summary>
    public const int MaxSegmentBytes = 255;

    private readonly string? _value;

    private ProjectPath(string value) => _value = value;

    /// <summary>The path, such as <c>src/app.py</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>The last segment, such as <c>app.py</c>.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>Reads a path that a person or program gave.</summary>
    /// <param name="text">The path. A leading <c>./</c> or <c>/</c> is not removed but refused: it hides mistakes.</param>
    /// <param name="path">The path, when it is valid.</param>
    /// <param name="problem">A sentence that says what is wrong with it, otherwise.</param>
    /// <returns>Whether the path is valid.</returns>
    public static bool TryParse(string? text, out ProjectPath path, [NotNullWhen(false)] out string? problem)
    {
        path = default;
        problem = Validate(text);
        if (problem is not null)
        {
            return false;
        }

        path = new ProjectPath(text!);
        return true;
    }

    /// <summary>Reads a path that is known to be valid.</summary>
    /// <param name="text">The path.</param>
    /// <returns>The path.</returns>
    /// <exception cref="FormatException">The path is not valid; the message says why.</exception>
    public static ProjectPath Parse(string text) =>
        TryParse(text, out var path, out var problem) ? path : throw new FormatException(problem);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string? Validate(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "The path is empty.";
        }

        if (!IsWellFormed(text))
        {
            return "The path is not valid Unicode.";
        }

        if (Encoding.UTF8.GetByteCount(text) > MaxBytes)
        {
            return $"The path is longer than {MaxBytes} bytes.";
        }

        foreach (var segment in text.Split('/'))
        {
            if (segment.Length == 0)
            {
                return $"The path \"{Printable(text)}\" has an empty segment: it must not start or end with '/' or have '//'.";
            }

            if (segment is "." or "..")
            {
                return $"The path \"{Printable(text)}\" has the segment '{segment}', which is not allowed.";
            }

            if (Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes)
            {
                return $"A name in the path is longer than {MaxSegmentBytes} bytes.";
            }
        }

        // Backslashes would be separators on a Windows client's disk, and control characters have no place in a listing.
        return text.AsSpan().ContainsAny('\\', '\0') || text.Any(char.IsControl)
            ? $"The path \"{Printable(text)}\" has a backslash or a control character, which is not allowed."
            : null;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
