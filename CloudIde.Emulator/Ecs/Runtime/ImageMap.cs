namespace CloudIde.Emulator.Ecs.Runtime;

/// <summary>Finds the local program that stands for an image.</summary>
/// <param name="images">Image → program and arguments.</param>
internal sealed class ImageMap(IReadOnlyDictionary<string, IReadOnlyList<string>> images)
{
    /// <summary>
    /// The program and first arguments of an image: of the image exactly as written, else of its repository's name, which
    /// is what stands behind the last slash without tag and digest.
    /// </summary>
    /// <param name="image">The image, such as <c>000000000000.dkr.ecr.us-east-1.amazonaws.com/cloudide-worker:1.0.0</c>.</param>
    /// <returns>The entry point, or null when the image is not mapped.</returns>
    public IReadOnlyList<string>? Find(string image)
    {
        if (images.TryGetValue(image, out var exact))
        {
            return exact;
        }

        var name = image[(image.LastIndexOf('/') + 1)..];
        var end = name.AsSpan().IndexOfAny('@', ':');
        return images.GetValueOrDefault(end < 0 ? name : name[..end]);
    }
}
