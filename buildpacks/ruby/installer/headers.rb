# Where this Ruby's headers lie, and tools by their names alone: gems that are compiled look for them beside Ruby itself, and in the store they are a package apart.
require "rbconfig"
{ "rubyhdrdir" => ENV.fetch("RUBY_HEADERS"), "rubyarchhdrdir" => ENV.fetch("RUBY_ARCH_HEADERS") }.each do |name, folder|
  RbConfig::CONFIG[name] = folder
  RbConfig::MAKEFILE_CONFIG[name] = folder
end
%w[INSTALL MKDIR_P MAKEDIRS].each do |name|
  [RbConfig::CONFIG, RbConfig::MAKEFILE_CONFIG].each { |config| config[name] = config[name].sub(%r{\A/(?:usr/)?bin/}, "") if config[name] }
end
