namespace DepthCompress.Tool;

/// <summary>The files that a build leaves in a project.</summary>
internal static class BuildOutputs
{
    /// <summary>Lays a result at its place; a file that holds the same already stays as it is, so that nothing behind it is done
    /// again.</summary>
    internal static ImmutableArray<BuiltFile> Deliver(BuildItem item, CachedResult result)
    {
        var folder = Path.GetDirectoryName(item.Output)!;
        Outputs.CreateFolder(folder);
        return
        [
            .. result.Files.Select(file => (From: file, To: Path.Combine(folder, Path.GetFileName(file))))
                .OrderBy(file => file.To != item.Output).Select(file => Copy(file.From, file.To)),
        ];
    }

    /// <summary>
    /// What the targets read to know what became of the models: the file, its place below the output folder, the kind of item.
    /// </summary>
    internal static string ListOf(IEnumerable<(BuildItem Item, BuiltModel Built)> models) => string.Concat(
        from model in models
        from output in model.Built.Outputs
        let link = Path.Combine(Path.GetDirectoryName(model.Item.Link) ?? "", output.Path == model.Item.Output
            ? Path.GetFileName(model.Item.Link) : Path.GetFileName(output.Path))
        select $"{output.Path}|{link}|{model.Item.Action}\n");

    /// <summary>Deletes what earlier builds wrote and this one did not, unless somebody has changed it since.</summary>
    /// <returns>The files that are gone.</returns>
    internal static ImmutableArray<string> RemoveStale(IEnumerable<BuiltModel> before, IEnumerable<BuiltModel> now)
    {
        var current = now.SelectMany(model => model.Outputs).Select(file => file.Path).ToHashSet();
        ImmutableArray<BuiltFile> stale =
            [.. before.SelectMany(model => model.Outputs).Where(file => !current.Contains(file.Path) && file.IsIntact())];
        foreach (var file in stale)
        {
            File.Delete(file.Path);
        }

        return [.. stale.Select(file => file.Path)];
    }

    private static BuiltFile Copy(string from, string to)
    {
        var source = BuiltFile.Look("output", from);
        var target = BuiltFile.Look("output", to);
        if (target.Digest == source.Digest)
        {
            return target;
        }

        GraphIR.AtomicFile.Write(to, true, stream =>
        {
            using var file = GraphIR.PlainFile.OpenRead(from);
            file.CopyTo(stream);
        });
        return BuiltFile.Look("output", to);
    }
}
