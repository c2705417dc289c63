namespace DepthCompress.Training;

/// <summary>The files of a run that works on files, for models and results that have none: then they are temporary.</summary>
internal sealed class TrainingFiles : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("depthcompress-training-");
    private readonly NetworkModel model;

    internal TrainingFiles(NetworkModel model, string? output)
    {
        this.model = model;
        Output = output ?? Path.Combine(folder.FullName, "result.onnx");
        Model = model.Path ?? Path.Combine(folder.FullName, "model.onnx");
        if (model.Path is null)
        {
            model.Save(Model);
        }
    }

    /// <summary>The original.</summary>
    internal string Model { get; }

    /// <summary>The result.</summary>
    internal string Output { get; }

    /// <summary>What was written, or the original where nothing was.</summary>
    internal NetworkModel Made(bool isWritten) => !isWritten ? model
        : Path.GetDirectoryName(Output) == folder.FullName ? NetworkModel.Load(File.ReadAllBytes(Output), model.Name)
        : NetworkModel.Load(Output);

    public void Dispose() => folder.Delete(recursive: true);
}
