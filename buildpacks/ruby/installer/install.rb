# Lays out a folder of gems as RubyGems wants it: install.rb OUT SUPPLIED ARCHIVES
# SUPPLIED has a line "name version folder" for each gem of the package set, ARCHIVES a line "name-version[-platform] file" for each archive.
# Gems of the package set stay where they are and are linked; archives are unpacked, and what is native in them is compiled.
require "fileutils"
require "rubygems"
require "rubygems/installer"
require "rubygems/package"

OUT, SUPPLIED, ARCHIVES = ARGV
API = Gem.ruby_api_version
ARCH = "lib/x86_64-linux-gnu"

def fail_with(message)
  warn message
  exit 1
end

# A gem of the package set: where its description, its files and its programs lie in the store.
class Supplied
  def initialize(name, version, folder)
    @name, @version, @folder = name, version, folder
  end

  def link
    @spec = Gem::Specification.load(description)
    full = @spec.full_name
    FileUtils.cp(description, "#{OUT}/specifications/#{full}.gemspec")
    target = "#{OUT}/gems/#{full}"
    files = integration("gems/#{full}").find { |path| File.directory?(path) }
    files ? tree(files, target) : scattered(target)
    programs(target)
    complete(full)
  end

  private

  def description
    all = integration("specifications/#{@name}-#{@version}*.gemspec").flat_map { |pattern| Dir[pattern] } + own
    all.find { |path| File.basename(path).match?(/\A#{Regexp.escape(@name)}-#{Regexp.escape(@version)}(-[a-z0-9_-]+)?\.gemspec\z/) } or
      fail_with("Could not find the gem #{@name} #{@version} in #{@folder}: its package describes no such gem. Update the package set.")
  end

  def integration(path)
    ["#{@folder}/share", "#{@folder}/#{ARCH}"].product(["all", API, RUBY_VERSION]).map { |base, kind| "#{base}/rubygems-integration/#{kind}/#{path}" } +
      ["#{@folder}/#{ARCH}/ruby/gems/#{API}/#{path}", "#{@folder}/#{ARCH}/rubygems-integration/#{path}"]
  end

  # What comes with Ruby itself.
  def own
    Dir["#{@folder}/lib/ruby/gems/*/specifications/{,default/}#{@name}-#{@version}.gemspec"]
  end

  def tree(from, to)
    FileUtils.mkdir_p(to)
    Dir.each_child(from) { |child| File.symlink("#{from}/#{child}", "#{to}/#{child}") }
    merge(to, @spec.require_paths.first || "lib", ["#{@folder}/#{ARCH}/ruby/vendor_ruby/#{API}"])
  end

  # Older packages put a gem's files among those of all others, in the folder that Debian's Ruby always looks into.
  def scattered(to)
    merge(to, @spec.require_paths.find { |path| !path.start_with?("/") } || "lib",
          ["#{@folder}/lib/ruby/vendor_ruby", "#{@folder}/lib/ruby/vendor_ruby/#{API}", "#{@folder}/#{ARCH}/ruby/vendor_ruby/#{API}"])
  end

  def merge(to, inner, folders)
    folders = folders.select { |folder| File.directory?(folder) }
    return if folders.empty?

    lib = "#{to}/#{inner}"
    linked = File.symlink?(lib) ? File.readlink(lib) : nil
    if linked
      File.unlink(lib)
      folders.unshift(linked)
    end
    folders.each { |folder| copy_links(folder, lib) }
  end

  def copy_links(from, to)
    FileUtils.mkdir_p(to)
    Dir.each_child(from) do |child|
      source, target = "#{from}/#{child}", "#{to}/#{child}"
      if File.directory?(source) && (File.directory?(target) || child != API)
        copy_links(source, target) unless child == API
      elsif !File.exist?(target)
        File.symlink(source, target)
      end
    end
  end

  def programs(target)
    @spec.executables.each do |program|
      inside = "#{target}/#{@spec.bindir}/#{program}"
      given = "#{@folder}/bin/#{program}"
      next if File.exist?(inside) || !File.exist?(given)

      if File.symlink?(File.dirname(inside))
        real = File.readlink(File.dirname(inside))
        File.unlink(File.dirname(inside))
        copy_links(real, File.dirname(inside))
      end
      FileUtils.mkdir_p(File.dirname(inside))
      File.symlink(given, inside)
    end
    Stub.write(@spec)
  end

  # RubyGems leaves gems out whose native part it does not find marked as built.
  def complete(full)
    return if @spec.extensions.empty?

    folder = "#{OUT}/extensions/#{Gem::Platform.local}/#{Gem.extension_api_version}/#{full}"
    FileUtils.mkdir_p(folder)
    built = integration("extensions").flat_map { |path| Dir["#{path}/*/*/#{full}"] }.first
    copy_links(built, folder) if built
    FileUtils.touch("#{folder}/gem.build_complete") unless File.exist?("#{folder}/gem.build_complete")
  end
end

# A program of a gem that can be called by its name.
module Stub
  def self.write(spec)
    spec.executables.each do |program|
      path = "#{OUT}/bin/#{program}"
      next if File.exist?(path)

      File.write(path, <<~TEXT)
        #!#{ENV.fetch("RUBY_PROGRAM")}
        require "rubygems"
        load Gem.activate_bin_path(#{spec.name.dump}, #{program.dump}, #{spec.version.to_s.dump})
      TEXT
      File.chmod(0o755, path)
    end
  end
end

def install(name, archive)
  copy = "#{ENV.fetch("TMPDIR")}/#{name}.gem"
  FileUtils.cp(archive, copy)
  package = Gem::Package.new(copy)
  spec = package.spec
  spec.full_name == name or fail_with("Could not install #{name}: its archive holds #{spec.full_name}. Make Gemfile.lock anew.")
  Gem::Installer.new(package, install_dir: OUT, ignore_dependencies: true, force: true, wrappers: true, document: [], bin_dir: "#{OUT}/.unused").install
  Stub.write(spec)
  puts "installed #{name}#{" (compiled)" unless spec.extensions.empty?}"
end

# The gem tzinfo looks for time zones in folders of the file system; the store's takes the place of the first.
def zones(folder)
  Dir["#{OUT}/gems/tzinfo-[0-9]*/lib"].each do |lib|
    if File.symlink?(lib)
      real = File.readlink(lib)
      File.unlink(lib)
      FileUtils.cp_r(real, lib)
      FileUtils.chmod_R("u+w", lib)
    end
    Dir["#{lib}/tzinfo/{,data_sources/}zoneinfo_data_source.rb"].each do |file|
      File.write(file, File.read(file).gsub("/usr/share/zoneinfo", folder))
    end
  end
end

%w[bin gems specifications extensions].each { |folder| FileUtils.mkdir_p("#{OUT}/#{folder}") }
File.readlines(SUPPLIED, chomp: true).each { |line| Supplied.new(*line.split(" ", 3)).link }
File.readlines(ARCHIVES, chomp: true).each { |line| install(*line.split(" ", 2)) }
zones(ENV.fetch("ZONES"))
