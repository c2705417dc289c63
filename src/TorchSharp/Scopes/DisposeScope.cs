namespace TorchSharp;

/// <summary>
/// Owns every tensor that its thread makes while it is the innermost one, and disposes of them with itself.
/// Tensors that are to live longer are moved out or detached.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager manager;
    private bool disposed;

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer) => (this.manager, Outer) = (manager, outer);

    public int DisposablesCount => Tensors.Count;

    public IReadOnlyList<IDisposable> DisposablesView => [.. Tensors];

    internal DisposeScope? Outer { get; set; }

    internal HashSet<IDisposable> Tensors { get; private set; } = new(ReferenceEqualityComparer.Instance);

    public bool Contains(IDisposable disposable) => Tensors.Contains(disposable);

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        MoveToOuter([disposable]);
        return disposable;
    }

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOuter((IEnumerable<IDisposable>)disposables);

    /// <summary>
    /// Gives tensors to the scope around this one; without one they are detached. What the scope does not own is left alone.
    /// </summary>
    public void MoveToOuter(IEnumerable<IDisposable> disposables)
    {
        if (Outer is not { } outer)
        {
            Detach(disposables);
            return;
        }

        foreach (var tensor in Released(disposables))
        {
            outer.Tensors.Add(tensor);
            tensor.OwningDisposeScope = outer;
        }
    }

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Detach([disposable]);
        return disposable;
    }

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    /// <summary>Lets tensors go: whoever holds them disposes of them.</summary>
    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (var _ in Released(disposables))
        {
            manager.Counts.DetachedFromScopeCount++;
        }
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public T DisposeEverythingBut<T>(T keep)
        where T : IDisposable
    {
        DisposeEverythingBut([keep]);
        return keep;
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    /// <summary>Disposes of the tensors made so far, except some; the scope stays open.</summary>
    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var kept = inKeep.Where(Tensors.Contains).ToHashSet<IDisposable>(ReferenceEqualityComparer.Instance);
        var gone = Tensors;
        Tensors = kept;
        foreach (var tensor in gone.Where(tensor => !kept.Contains(tensor)))
        {
            tensor.Dispose();
        }
    }

    /// <summary>Forgets a tensor that was disposed of by hand.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        manager.Counts.DisposedInScopeCount++;
        Tensors.Remove(disposable);
        ((torch.Tensor)disposable).OwningDisposeScope = null;
    }

    /// <summary>Disposes of what the scope owns and makes the scope around it the innermost one.</summary>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            DisposeEverything();
            manager.Close(this);
        }
    }

    private IEnumerable<torch.Tensor> Released(IEnumerable<IDisposable> disposables)
    {
        foreach (var tensor in disposables.Where(Tensors.Remove).Cast<torch.Tensor>())
        {
            tensor.OwningDisposeScope = null;
            yield return tensor;
        }
    }
}
