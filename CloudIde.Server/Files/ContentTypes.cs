using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;

namespace CloudIde.Server.Files;

/// <summary>Which Content-Type a file is stored and served with.</summary>
internal static class ContentTypes
{
    private const string Binary = "application/octet-stream";
    private const string Text = "text/plain; charset=utf-8";

    /// <summary>What the framework's table takes for video or does not know.</summary>
    private static readonly HashSet<string> TextExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".ts", ".tsx", ".mts", ".cts", ".jsx", ".py", ".go", ".rs", ".cs", ".csproj", ".sln", ".java", ".kt", ".c", ".h", ".cc",
        ".cpp", ".hpp", ".rb", ".php", ".sh", ".bash", ".sql", ".md", ".txt", ".log", ".yml", ".yaml", ".toml", ".ini", ".cfg",
        ".conf", ".env", ".gitignore", ".dockerfile", ".vue", ".svelte", ".scss", ".less", ".lock", ".mod", ".sum", ".gradle",
    };

    private static readonly FileExtensionContentTypeProvider Provider = new();

    /// <summary>The type for a file that is written.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="given">What the client said, or null.</param>
    /// <param name="isText">Whether the content is known to be text.</param>
    /// <returns>The client's type where it is one, otherwise what the name suggests.</returns>
    public static string ForWriting(string path, string? given, bool isText)
    {
        if (MediaTypeHeaderValue.TryParse(given, out var type) && !SaysNothing(type.MediaType))
        {
            return type.ToString();
        }

        if (TextExtensions.Contains(Path.GetExtension(path)))
        {
            return Text;
        }

        return Provider.TryGetContentType(path, out var guess) ? guess : isText ? Text : Binary;
    }

    /// <summary>The type for a file that is served, whatever another S3 client stored it as.</summary>
    /// <param name="stored">The stored type, or null.</param>
    /// <returns>The type when it is one, otherwise plain bytes.</returns>
    public static string ForServing(string? stored) =>
        MediaTypeHeaderValue.TryParse(stored, out var type) ? type.ToString() : Binary;

    /// <summary>Clients that do not look at the file send these of everything; the second is curl's --data-binary.</summary>
    private static bool SaysNothing(Microsoft.Extensions.Primitives.StringSegment type) =>
        type.Equals(Binary, StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);
}
