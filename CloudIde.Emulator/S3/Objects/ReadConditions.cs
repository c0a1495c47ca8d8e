using System.Globalization;
using CloudIde.Emulator.S3.Storage;

namespace CloudIde.Emulator.S3.Objects;

/// <summary>The conditions of a read, in the order of RFC 9110.</summary>
internal static class ReadConditions
{
    /// <summary>Checks the conditions of a GET or HEAD.</summary>
    /// <param name="call">The request.</param>
    /// <param name="entry">The object.</param>
    /// <returns>True when the client has it already: 304.</returns>
    /// <exception cref="S3Exception">A condition does not hold.</exception>
    public static bool IsNotModified(S3Call call, ObjectEntry entry)
    {
        if (call.Header("If-Match") is { } match)
        {
            ThrowUnless(EntityTags.Matches(match, entry.ETag), "If-Match");
        }
        else if (Date(call.Header("If-Unmodified-Since")) is { } unmodified)
        {
            ThrowUnless(entry.LastModified <= unmodified, "If-Unmodified-Since");
        }

        return call.Header("If-None-Match") is { } none
            ? EntityTags.Matches(none, entry.ETag)
            : Date(call.Header("If-Modified-Since")) is { } modified && entry.LastModified <= modified;
    }

    /// <summary>Checks the conditions of a copy on its source.</summary>
    /// <param name="call">The request.</param>
    /// <param name="source">The source.</param>
    /// <exception cref="S3Exception">A condition does not hold.</exception>
    public static void CheckCopySource(S3Call call, ObjectEntry source)
    {
        const string Prefix = "x-amz-copy-source-";
        if (call.Header(Prefix + "if-match") is { } match)
        {
            ThrowUnless(EntityTags.Matches(match, source.ETag), Prefix + "If-Match");
        }
        else if (Date(call.Header(Prefix + "if-unmodified-since")) is { } unmodified)
        {
            ThrowUnless(source.LastModified <= unmodified, Prefix + "If-Unmodified-Since");
        }

        if (call.Header(Prefix + "if-none-match") is { } none)
        {
            ThrowUnless(!EntityTags.Matches(none, source.ETag), Prefix + "If-None-Match");
        }
        else if (Date(call.Header(Prefix + "if-modified-since")) is { } modified)
        {
            ThrowUnless(source.LastModified > modified, Prefix + "If-Modified-Since");
        }
    }

    /// <summary>Reads a header's date; one that is none is ignored, as HTTP asks.</summary>
    /// <param name="text">The header's value.</param>
    /// <returns>The date, or null.</returns>
    public static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    private static void ThrowUnless(bool holds, string condition)
    {
        if (!holds)
        {
            throw S3Errors.PreconditionFailed(condition);
        }
    }
}
