using System.Globalization;
using System.Text;
using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using CloudIde.Server.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CloudIde.Server.Files;

/// <summary>The files of a project: list, read, write, delete, move, make folders.</summary>
internal static class FileEndpoints
{
    /// <summary>Maps the file routes.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapFiles(this IEndpointRouteBuilder endpoints)
    {
        var limits = endpoints.ServiceProvider.GetRequiredService<FileLimits>();
        var project = endpoints.MapGroup("/api/v2/projects/{projectId}");
        project.MapGet("/files", ListAsync);
        project.MapGet("/files/{**path}", ReadAsync);
        project.MapPost("/files", WriteTextAsync).WithMetadata(new RequestSizeLimitAttribute(FileLimits.MaxJsonBytes));
        project.MapPost("/files/move", MoveAsync);
        project.MapPost("/folders", AddFolderAsync);
        project.MapPut("/files/{**path}", WriteBytesAsync).WithMetadata(new RequestSizeLimitAttribute(limits.MaxFileBytes));
        project.MapDelete("/files/{**path}", DeleteAsync);
        return endpoints;
    }

    private static async Task<Ok<FileListing>> ListAsync(
        string projectId, CurrentUser user, ProjectGate gate, ProjectFiles files, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        return TypedResults.Ok(await files.ListAsync(projectId, cancellationToken));
    }

    private static async Task<Ok<FileSavedAnswer>> WriteTextAsync(
        string projectId,
        WriteFileRequest body,
        CurrentUser user,
        HttpContext context,
        ProjectGate gate,
        FileWriter writer,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        var path = RequestBody.PathOf("path", body.Path);
        if (body.Content is null)
        {
            var errors = new FieldErrors();
            errors.Add("content", "The content is missing; an empty file has the content \"\".");
            errors.ThrowIfAny();
        }

        var bytes = Encoding.UTF8.GetBytes(body.Content!);
        if (bytes.Length > FileLimits.MaxTextBytes)
        {
            throw ProblemException.TooLarge(string.Create(
                CultureInfo.InvariantCulture,
                $"A file written as JSON may have {FileLimits.MaxTextBytes:N0} bytes. Larger ones go as raw bytes: PUT to files/{{path}}."));
        }

        using var content = new MemoryStream(bytes, writable: false);
        var contentType = ContentTypes.ForWriting(path.Value, body.ContentType, isText: true);
        return Saved(context, await writer.WriteAsync(
            projectId, path, content, contentType, FilePreconditions.Of(context.Request), cancellationToken));
    }

    private static async Task<Ok<FileSavedAnswer>> WriteBytesAsync(
        string projectId,
        FilePathInUrl url,
        CurrentUser user,
        HttpContext context,
        ProjectGate gate,
        FileWriter writer,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        var preconditions = FilePreconditions.Of(context.Request);
        await using var content = await RequestBody.SpoolAsync(context.Request, cancellationToken);
        var contentType = ContentTypes.ForWriting(url.Path.Value, context.Request.ContentType, isText: false);
        return Saved(context, await writer.WriteAsync(
            projectId, url.Path, content, contentType, preconditions, cancellationToken));
    }

    private static async Task ReadAsync(
        string projectId,
        FilePathInUrl url,
        string? raw,
        CurrentUser user,
        HttpContext context,
        ProjectGate gate,
        ProjectFiles files,
        CancellationToken cancellationToken)
    {
        var asBytes = Flag("raw", raw);
        await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        using var file = await files.OpenAsync(projectId, url.Path, cancellationToken)
            ?? throw ProblemException.NotFound($"There is no file {url.Path}.");
        var headers = context.Response.Headers;
        headers.ETag = file.ETag;
        headers.CacheControl = "private, no-cache";
        if (FilePreconditions.Of(context.Request).IsKnown(file.ETag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        await (asBytes ? FileReader.SendBytesAsync(context, file) : FileReader.SendTextAsync(context, url.Path, file));
    }

    private static async Task<Ok<MessageAnswer>> DeleteAsync(
        string projectId,
        FilePathInUrl url,
        string? recursive,
        CurrentUser user,
        HttpContext context,
        ProjectGate gate,
        FileWriter writer,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        return TypedResults.Ok(new MessageAnswer(await writer.DeleteAsync(
            projectId, url.Path, Flag("recursive", recursive), FilePreconditions.Of(context.Request), cancellationToken)));
    }

    private static async Task<Ok<MoveAnswer>> MoveAsync(
        string projectId,
        MoveRequest body,
        CurrentUser user,
        ProjectGate gate,
        FileMover mover,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        var from = RequestBody.PathOf("from", body.From);
        var to = RequestBody.PathOf("to", body.To);
        var moved = await mover.MoveAsync(projectId, from, to, cancellationToken);
        return TypedResults.Ok(new MoveAnswer($"{from} was moved to {to}.", from.Value, to.Value, moved));
    }

    private static async Task<Ok<MessageAnswer>> AddFolderAsync(
        string projectId,
        FolderRequest body,
        CurrentUser user,
        ProjectGate gate,
        FileWriter writer,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        var path = RequestBody.PathOf("path", body.Path);
        await writer.AddFolderAsync(projectId, path, cancellationToken);
        return TypedResults.Ok(new MessageAnswer($"The folder {path} is there."));
    }

    private static Ok<FileSavedAnswer> Saved(HttpContext context, FileView file)
    {
        context.Response.Headers.ETag = file.Etag;
        return TypedResults.Ok(new FileSavedAnswer("The file was saved.", file.Path, file.Size, file.Etag));
    }

    private static bool Flag(string name, string? value) => value?.ToLowerInvariant() switch
    {
        null or "0" or "false" => false,
        "" or "1" or "true" => true,
        _ => throw ProblemException.BadRequest($"The query's {name} must be 1 or 0."),
    };
}
