using CloudIde.Server.Accounts;
using CloudIde.Server.Files;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using CloudIde.Server.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace CloudIde.Server.Archives;

/// <summary>A project's files as one zip, out and in.</summary>
internal static class ArchiveEndpoints
{
    /// <summary>Maps the archive routes.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapArchives(this IEndpointRouteBuilder endpoints)
    {
        var limits = endpoints.ServiceProvider.GetRequiredService<FileLimits>();
        var archive = endpoints.MapGroup("/api/v2/projects/{projectId}/archive");
        archive.MapGet("/", ExportAsync);
        archive.MapPost("/", ImportAsync).WithMetadata(new RequestSizeLimitAttribute(limits.MaxArchiveBytes));
        return endpoints;
    }

    private static async Task ExportAsync(
        string projectId,
        CurrentUser user,
        HttpContext context,
        ProjectGate gate,
        ProjectFiles files,
        ArchiveExporter exporter,
        CancellationToken cancellationToken)
    {
        var (project, _) = await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);

        // Before the first byte, so that a file store that is away is still a clear answer.
        var listing = await files.ListAsync(projectId, cancellationToken);
        var name = new ContentDispositionHeaderValue("attachment");
        name.SetHttpFileName(project.Name.Replace('/', '-').Replace('\\', '-') + ".zip");
        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = name.ToString();
        await using var output = new UnflushedStream(context.Response.BodyWriter);
        await exporter.ExportAsync(projectId, listing, output, cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    private static async Task<Ok<ArchiveImportAnswer>> ImportAsync(
        string projectId,
        CurrentUser user,
        HttpRequest request,
        ProjectGate gate,
        ArchiveImporter importer,
        CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, projectId, ProjectRole.Editor, cancellationToken);
        if (request.HasFormContentType)
        {
            throw new ProblemException(
                StatusCodes.Status415UnsupportedMediaType, "Send the zip itself as the body, with Content-Type: application/zip.");
        }

        await using var content = await RequestBody.SpoolAsync(request, cancellationToken);
        return TypedResults.Ok(await importer.ImportAsync(projectId, content, cancellationToken));
    }
}
